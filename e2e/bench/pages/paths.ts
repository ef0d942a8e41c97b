/** Of the API: a token is asked for, and the rules cover it. */
export const AUTHORIZED_PATH = '/v1/orders';

/** No token is asked for, and no rule covers it. */
export const OPEN_PATH = '/open';
