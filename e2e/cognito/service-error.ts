/** An error of the service, to be answered as `{ __type, message }` with status 400. */
export class ServiceError extends Error {
  override readonly name: string;

  /**
   * @param name the exception's name, such as `NotAuthorizedException`
   * @param message what the service says; absent where it says nothing
   */
  constructor(name: string, message?: string) {
    super(message);
    this.name = name;
  }
}

export const notAuthorized = (message: string): ServiceError => new ServiceError('NotAuthorizedException', message);

export const invalidParameter = (message: string): ServiceError =>
  new ServiceError('InvalidParameterException', message);

export const resourceNotFound = (message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', message);
