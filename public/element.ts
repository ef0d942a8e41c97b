/** The element with this id, which the page has. Throws where the markup and the script have come apart. */
export function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} with the id "${id}".`);
  return found;
}

/** Runs `task` at each click, one at a time; what it throws goes to `fail`. */
export function onClick(id: string, task: () => Promise<void> | void, fail: (error: unknown) => void): void {
  const button = element(id, HTMLButtonElement);
  button.addEventListener('click', () => void whileBusy(button, task).catch(fail));
}

/** Marks the button as busy while `task` runs. It keeps the focus, and a second press does nothing. */
export async function whileBusy(button: HTMLButtonElement, task: () => Promise<void> | void): Promise<void> {
  if (button.ariaBusy === 'true') return;
  button.ariaBusy = 'true';
  try {
    await task();
  } finally {
    button.ariaBusy = null;
  }
}
