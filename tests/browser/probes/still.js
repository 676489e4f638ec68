// Nothing changes on the page, and no answer is awaited that could change it.
(milliseconds) => new Promise((done) => {
  // Frames are counted too: where the machine is slow, so are they. What plays on is never still.
  const FRAMES = 10;
  const LONGEST = 10_000;
  const began = performance.now();
  let changed = began;
  let frames = 0;
  const watch = new MutationObserver(() => {
    changed = performance.now();
    frames = 0;
  });
  watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const look = () => {
    const now = performance.now();
    frames += 1;
    if (window.__awaited > 0) changed = now;
    const still = frames >= FRAMES && now - changed >= milliseconds;
    if (!still && now - began < LONGEST) return requestAnimationFrame(look);
    watch.disconnect();
    done();
  };
  requestAnimationFrame(look);
})
