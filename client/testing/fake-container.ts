/** The page's `navigator.serviceWorker`, as far as it tells who controls the page. */
export class FakeContainer extends EventTarget {
  controller: object | null;

  constructor(controller: object | null = null) {
    super();
    this.controller = controller;
  }

  handOver(controller: object): void {
    this.controller = controller;
    this.dispatchEvent(new Event('controllerchange'));
  }
}
