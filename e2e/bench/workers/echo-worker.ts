/** A trivial worker: it sends back what it gets, by the port that came with it or that it was given for good. */
self.addEventListener('message', ({ data, ports }: MessageEvent) => {
  const [port] = ports;
  if (port === undefined) return;
  port.onmessage = (event) => port.postMessage(event.data);
  port.postMessage(data);
});
