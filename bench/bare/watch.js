/** Runs in both pages before anything else: tells when the drawing stands, and how long its frames take. */
window.bench = {
  frames: [],
  /** Collects the time between frames, in ms, until `end` is called. */
  begin() {
    this.frames = [];
    let last = null;
    const next = (now) => {
      if (last !== null) this.frames.push(now - last);
      last = now;
      this.asked = requestAnimationFrame(next);
    };
    this.asked = requestAnimationFrame(next);
  },
  end() {
    cancelAnimationFrame(this.asked);
    return this.frames;
  },
  /** Listens for the next event of a kind: the ms from it to the end of the frame that shows what it did. */
  expect(kind) {
    this.answer = new Promise((resolve) => {
      const heard = (event) => {
        if (event.key === "Control") return;
        window.removeEventListener(kind, heard, true);
        const begun = event.timeStamp;
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - begun);
          port2.postMessage(null);
        });
      };
      window.addEventListener(kind, heard, true);
    });
  },
};
window.bench.opened = new Promise((resolve) => {
  (function look() {
    if (document.querySelector(".react-flow__node") && document.querySelector(".react-flow__edge"))
      requestIdleCallback(() => resolve(performance.now()));
    else requestAnimationFrame(look);
  })();
});
