// @ts-check
/** One WebSocket to the server: it reconnects by itself, ever more patiently, and says so. */

/** @import { Json } from "../types.js" */

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 15_000;

/**
 * The wait before attempt `failures`: doubled each time, with jitter so that a whole class does not come at once.
 * @param {number} failures @param {number} random from 0 to 1
 */
export function waitBefore(failures, random) {
  const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
  return full * (0.5 + random / 2);
}

/**
 * @typedef {object} Socket
 * @property {(message: object) => boolean} send   false where the connection is not open
 * @property {() => void} retry   connect at once instead of after the wait
 * @property {() => void} close
 */

/**
 * Connect, and stay connected. `onOpen` is called after each connection, the first included.
 * @param {string} url
 * @param {{ onOpen: () => void, onMessage: (message: Json) => void, onLost: () => void }} listener
 * @returns {Socket}
 */
export function connect(url, listener) {
  /** @type {WebSocket | null} */
  let socket = null;
  let failures = 0;
  let closed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const open = () => {
    clearTimeout(timer);
    const current = new WebSocket(url);
    socket = current;
    current.onopen = () => {
      failures = 0;
      listener.onOpen();
    };
    current.onmessage = (event) => listener.onMessage(JSON.parse(event.data));
    current.onclose = () => {
      if (closed || socket !== current) return;
      socket = null;
      failures += 1;
      listener.onLost();
      timer = setTimeout(open, waitBefore(failures, Math.random()));
    };
  };

  open();
  return {
    send(message) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    retry() {
      if (!socket) open();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}

/** The stream's address beside the page's own. @param {Location} location */
export function streamUrl(location) {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/api/stream`;
}
