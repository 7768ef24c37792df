export { type Access, OPEN_ACCESS, permit, tokenAccess } from './access.ts';
export { createToken, type Role, readTokens, TokenFileError } from './tokens.ts';
