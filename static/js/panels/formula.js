// @ts-check
/** The objective's formula as mathematics, made smaller where it would not fit. */

import { html, useLayoutEffect, useRef } from "../../vendor/preact.js";

const SMALLEST = 0.68;

/** `mathml` comes from the server's own writer; a typed formula is shown as it was typed until that has answered. `of`: what it is the formula of. @param {{ mathml: string | null, text: string, of?: "f" | "" }} props */
export function Formula({ mathml, text, of = "f" }) {
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const fit = () => {
      element.style.setProperty("--fit", "1");
      const share = element.clientWidth / element.scrollWidth;
      element.style.setProperty("--fit", String(Math.max(SMALLEST, Math.min(1, share * 0.99))));
      element.toggleAttribute("data-cut", element.scrollWidth > element.clientWidth + 1);
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [mathml, text]);
  return html`<div class="formula" ref=${host} role="group" tabindex="0" aria-label=${of ? `f(x, y) = ${text}` : text}>
    ${of ? html`<math><mrow><mi>f</mi><mo>(</mo><mi>x</mi><mo>,</mo><mi>y</mi><mo>)</mo><mo>=</mo></mrow></math>` : null}
    ${mathml
      ? html`<span class="formula-body" dangerouslySetInnerHTML=${{ __html: mathml }}></span>`
      : html`<code class="formula-body">${text}</code>`}
  </div>`;
}
