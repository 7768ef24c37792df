export * from '../../../../props/similarity/families.ts';
