export { type Access, OPEN_ACCESS, permit, tokenAccess } from './access.ts';
export { Strangers } from './strangers.ts';
export { createToken, type Role, readTokens, TokenFileError } from './tokens.ts';
