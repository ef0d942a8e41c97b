const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const page = (title: string, language: string, body: string): string =>
  `<!doctype html><html lang="${escaped(language)}"><head><meta charset="utf-8"><title>${escaped(title)}</title>` +
  `<link rel="icon" href="data:,"></head><body><h1>${escaped(title)}</h1>${body}</body></html>`;

const complaint = (problem: string | undefined): string =>
  problem === undefined ? '' : `<p role="alert">${escaped(problem)}</p>`;

export interface LoginPageInput {
  /** Where the form goes: the page's own address. */
  readonly action: string;
  readonly hint: string;
  readonly language: string;
  /** Each a name and where it leads. */
  readonly providers: readonly (readonly [name: string, address: string])[];
  readonly problem?: string | undefined;
}

/** The page that asks for name and password. */
export function loginPage({ action, hint, language, providers, problem }: LoginPageInput): string {
  const links = providers.map(([name, address]) => `<p><a href="${escaped(address)}">${escaped(name)}</a></p>`);
  return page(
    'Sign in',
    language,
    `${complaint(problem)}<form method="post" action="${escaped(action)}">
<label>User name <input name="username" autocomplete="username" value="${escaped(hint)}"></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button type="submit">Sign in</button></form>${links.join('')}`,
  );
}

/** The page of another provider, which takes everybody's word for who they are. */
export function providerPage(provider: string, action: string): string {
  return page(
    `Sign in with ${provider}`,
    'en',
    `<form method="post" action="${escaped(action)}"><label>Name <input name="subject"></label>
<button type="submit" name="answer" value="yes">Continue</button>
<button type="submit" name="answer" value="no">Cancel</button></form>`,
  );
}

export const problemPage = (problem: string): string =>
  page('An error was encountered with the requested page.', 'en', complaint(problem));
