// @ts-check
/** A link that keeps the place on the page: the same step or section in the other language. */

for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("[data-keep-place]"))) {
  const follow = () => (link.hash = location.hash);
  addEventListener("hashchange", follow);
  follow();
}
