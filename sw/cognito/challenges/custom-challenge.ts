import type { Question } from './challenge.js';

/** Whatever the pool's own Lambda triggers ask; their public parameters tell the application what that is. */
export const customChallenge: Question = {
  nextStep: ({ parameters }) => ({
    signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
    additionalInfo: parameters,
  }),
  answer: (challenge, { challengeResponse }, step) => step.respond(challenge, { ANSWER: challengeResponse }),
};
