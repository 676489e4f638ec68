// @ts-check
/** How wide an element is, for drawings that are as wide. */

import { useEffect, useRef, useState } from "../../../vendor/preact.js";

/** @returns {[{ current: HTMLElement | null }, number]} */
export function useWidth() {
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = /** @type {HTMLElement} */ (host.current);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [host, width];
}
