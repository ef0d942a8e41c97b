/** The user's attributes in the pool by name, such as `email`; those of the application begin with `custom:`. */
export type UserAttributes = Readonly<Record<string, string>>;
