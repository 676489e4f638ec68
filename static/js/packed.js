// @ts-check
/** What a saved page carries compressed. */

/** The content of an element that holds gzip in base64. @param {HTMLElement} element */
export function unpacked(element) {
  const bytes = Uint8Array.from(atob(element.textContent ?? ""), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}
