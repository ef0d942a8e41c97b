/** The user's attributes in the pool by name, such as `email`; those of the application begin with `custom:`. */
export type UserAttributes = Readonly<Record<string, string>>;

/** Attributes to be set, by name. One that is undefined is as one that is not there. */
export type NewUserAttributes = Readonly<Record<string, string | undefined>>;
