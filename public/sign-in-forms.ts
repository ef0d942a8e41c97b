import type { SessionClient } from '../client/index.js';
import type { SignInOutput } from '../shared/sign-in.js';
import { type DemoPerson, readCode } from './demo-server.js';
import { element, onClick, whileBusy } from './element.js';
import { inWords } from './words.js';

/** The two forms of a sign-in: the password, and the code where Cognito asks for one. */
export interface SignInForms {
  /** Whether Cognito waits for a code. */
  readonly confirming: boolean;
  /** Forgets a sign-in that was begun, and what was typed: somebody is signed in now. */
  finish(): void;
}

const NOBODY = { username: '', password: '' };

/** The form is filled in for the first of `people`. `changed` is called whenever `confirming` has changed. */
export function signInForms(auth: SessionClient, people: readonly DemoPerson[], changed: () => void): SignInForms {
  const username = element('username', HTMLInputElement);
  const password = element('password', HTMLInputElement);
  const code = element('code', HTMLInputElement);
  const problem = element('sign-in-problem', HTMLParagraphElement);
  let confirming = false;

  const fail = (error: unknown) => {
    problem.textContent = inWords(error);
  };

  const become = (isConfirming: boolean) => {
    confirming = isConfirming;
    code.value = '';
    changed();
    if (isConfirming) code.focus();
  };

  const proceed = ({ nextStep }: SignInOutput) => {
    switch (nextStep.signInStep) {
      case 'DONE':
        become(false);
        return;
      case 'CONFIRM_SIGN_IN_WITH_TOTP_CODE':
      case 'CONFIRM_SIGN_IN_WITH_SMS_CODE':
      case 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE': {
        const sentTo = 'codeDeliveryDetails' in nextStep ? nextStep.codeDeliveryDetails.destination : undefined;
        const hint = sentTo === undefined ? 'It is in the authenticator app.' : `It was sent to ${sentTo}.`;
        element('code-hint', HTMLParagraphElement).textContent = hint;
        become(true);
        return;
      }
      default:
        problem.textContent = `Cognito asks for ${nextStep.signInStep}, which this demo has no form for.`;
    }
  };

  const onSubmit = (id: string, step: () => Promise<SignInOutput>) => {
    const form = element(id, HTMLFormElement);
    const button = form.querySelector<HTMLButtonElement>('button[type="submit"]');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (button === null) return;
      problem.textContent = '';
      whileBusy(button, async () => proceed(await step())).catch(fail);
    });
  };

  onSubmit('sign-in', () => auth.signIn({ username: username.value, password: password.value }));
  onSubmit('confirm', () => auth.confirmSignIn({ challengeResponse: code.value }));
  onClick(
    'read-code',
    async () => {
      code.value = await readCode(username.value);
      code.focus();
    },
    fail,
  );
  onClick(
    'cancel-confirm',
    () => {
      problem.textContent = '';
      become(false);
      username.focus();
    },
    fail,
  );
  const fillIn = ({ username: name, password: secret } = people[0] ?? NOBODY) => {
    username.value = name;
    password.value = secret;
  };
  offer(people, fillIn);
  fillIn();

  return {
    get confirming() {
      return confirming;
    },
    finish() {
      problem.textContent = '';
      confirming = false;
      fillIn();
    },
  };
}

/** Lists those who can sign in, to choose from. */
function offer(people: readonly DemoPerson[], choose: (person: DemoPerson) => void): void {
  const buttons = people.map((person) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'link';
    button.textContent = person.secondFactor ? `${person.username} (asks for a code)` : person.username;
    button.addEventListener('click', () => choose(person));
    return button;
  });
  element('people', HTMLSpanElement).replaceChildren(
    ...buttons.flatMap((button, index) => (index === 0 ? [button] : [' and ', button])),
  );
}
