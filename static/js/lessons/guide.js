// @ts-check
/** The table of contents shows which section is being read. */

/** A section is being read once its heading has come into the upper part of the window. */
const LINE = 0.3;

const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll(".contents a")]);
const headings = links.map((link) => document.getElementById(link.hash.slice(1)));

function mark() {
  const line = innerHeight * LINE;
  const atEnd = scrollY > 0 && scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  let current = 0;
  headings.forEach((heading, index) => {
    if (heading && (atEnd || heading.getBoundingClientRect().top <= line)) current = index;
  });
  links.forEach((link, index) => {
    if (index === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
}

let asked = 0;
addEventListener("scroll", () => (asked ||= requestAnimationFrame(() => ((asked = 0), mark()))), { passive: true });
addEventListener("resize", mark);
mark();
