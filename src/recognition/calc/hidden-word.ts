/** What stands where something was left out of a customer's words. */
export const HIDDEN_WORD = '•••';
