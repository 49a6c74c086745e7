/** The opened form is what deltas stand on: a program that opened the same frames to other bytes could not read its predecessor's. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { closeFrames, openFrames } from '../../../../engine/content/recode/frames.ts';
import { recodeModule } from '../../../../scripts/wasm/recode.ts';

/**
 * Twelve frames of libzstd 1.5.7, levels 1 to 19, with and without checksums. Among their blocks: raw, RLE; literals raw, RLE,
 * with a Huffman table described directly and by FSE, and with the table before, in one stream and in four; sequences
 * none, few and many, with tables of the format, of one symbol, described, and repeated.
 */
const FRAMES = Buffer.from(
  'KLUv/SALPQAACAABAGxOCCi1L/0gHnUAAOKBAoIyEPuyXFRGJXAAKLUv/aDtIgIApAAAOJaWAJYAlgADEAB/bh2zRWT8DgFrFwEA' +
    'KLUv/WAfAMUDAALHCgmAK+jIoJDNRgIBNkSCVd3tlezYeTTHbOImp/xcsmR/V+uK1V+ZouVaOwYiqFFJbIJaY/03ECKkHD4QiGiz' +
    'GZAEW0Ba7Wo0AVPIINmNaKco6clvwJbGQ6gp9AWWZXu5YOjKdg1LKEirF8pBPePic0OL4RpXASi1L/0gAQkAADkotS/9YNsB7QIA' +
    'NlATghEQEQARABEAUrOGnxUE7xfSc8fH7AQwyAaYCQM1uGgsiClGbJRniWBEBQkGjYOZwMJcPsLSyU7UtBQEAABQrtrxLgGQXNf1' +
    'QCKrCgEDFAcrhQUYpY7+1JICKLUv/aBZJQIAJAUAckcQEVCPYQxQDw8MCAQWnaxkki0Dsz/l/Fg2OW+j45U691nvPvtYzeMzjvPm' +
    'eNPzHWIxFgHCdKwkDAPjMIBWJBUyBEgnoMHBSdryrTtBBCRopWt9BypsogyWa0IJqXhEpdYiNretTOnS0UVAxNkoW35hEyERvZNu' +
    'w1OGxwymTS2XgdFWtflMq5azS2dFO+aqtZf2AIsPY9OmL71ZfrdSUQnZqwJtAAAQAAMD8KcNvAEq8EMWKLUv/aBuIwIA7AIAAsUQ' +
    'E/DWNgxfuAO+EFvAwkQUC1HkTgGqzv3/hfU+sLaYl13r0h94tKAe4Y2dR+LiYST7TfkaidnWrwNx8Ei/EO+pRaZUSAcAGG5Xy00I' +
    'Am+4T/4i9AtsEW5ewl4ofQAAGD40FANAAO9WGaGPqMGDKLUv/aAdNwMADAEAwoECgjEQeGQaJFcYtQUAW27DCK3BMULD0BYBMni1' +
    'EwBhtQMAYw8QmEmDiFzIEQmcAGCNSCxQpEBIBVimnTxIAmWxgrVAGnSmra5dgokcnDEGnD4ggEGUKxMKODAaykoChERKs+Q/AhIA' +
    'bBEuByooQd1xAvy9H6EMVQAI1YAhAjxxtdYkAYu/CAl31ba5wAOgpXLPmu1kDB5YASi1L/2gRSUCAPwFACIPIhQAs6QNXIBC0aK3' +
    '6ydjaGJrm0TuFAcDs9LYSnnxGjwKjoggMuRBEAMmglJcjPQgNIvEnifxwJ0huk8lLw5aACwnqXIosPMEqpwnnVIt3+a3NAEwTlo1' +
    'A1DCFKH/ZUlRmkwq1hTOn71tH0k+187tbVy7n49ly3JvbR/35c/xzs71vf62Zy/JjTMTAEBsoEFLjNgi3HweRQD3XoU2/o1J8DUh' +
    '5CsJOHFmHAEPWDtQGFasvQZbDNK0aZQlBwAyZQAASQQCAHgRGoGUwgMgKLUv/aBfOQMATAgAhtQ6EjDqzRjQciU1LyvJFaeNbJE7' +
    'BTAAOgA1APIyvY+goDlAGKKs2o+wUihaMOm86LaOB/RlJMYIDv9XVX9d4RDu7u76wqEqXHV1NW8GULdK6TpCSTaxrIlCJDzGnS+D' +
    'qDmQ9MZhZh2ZOLeYwHcomSgVrgbo00xsFDeYqikTpghJKN5lMzix6mRiGrrF7HZuWxq/QLz5BThM12t9bSU/vFOBUxg63SyWsQUA' +
    'GhEewV1LfnFw2+HATb7+9zumVVeP6RygX0EJWFurOC8ZWDizr7gAzHq7plxGPaqEr2R4rZYiVVsn1T6LaLB9DhFpBQgAWWygg7k6' +
    'gHsvNVUEnGDn9IaEwNvCFpEDPQUHANfSLi8ALQAtADFbq7BL0w5sz0q+dl3z64gFlhrYimpdEVBlgOrAcO42AMZrXoBrqdkFA9ru' +
    'B/QNe0UI9wkAWHAD8autMk3b9CXc+bbczqAFtcqCv3GtpfyC219ZZkULDuHEYtQNcdvgdqB61Xo7AsaqqGllxVWIjb1J1d5VSzU+' +
    'fEa4Unc1alIuphbcrDNtw4YBMcYYY4wxWvu1llUfra/4T70C1dQAcE2L29gu9axaSwNUl5yXNXepj8FYZQEJAAjvElqFs4g8AxoY' +
    'MB0m4MglwlIGqNQiAiGhTzgoPLgCKLUv/WDSB40PAGaXNBygpaCFA//oqqqqiR7/XySsv1phvWR7aWnJllKmIAAxADEA4xu3bv3H' +
    '7c69W3aT3Db7OLK/ku2++/Y+/0mWvzdnxzKCZZf0DEmYJGw1jhjFCqFTEnOZJLxqZqaZbCLMGA9wMGDwAgiEwAAKto1l37rbV44M' +
    'Y9EOIjzSm5WFCpooc1k7Q+ccUY5QnWDLe1wUWqNBLXwKNzXokvaaepCjxMWshzyYBqPda7fdcq9jJzaBY9I3dOEMG+YkZeZ6IQyF' +
    'N1LQGA7RGAoZM7zWkM4qx6pSP4CKqCEyJClISgqFPQ4gAmMMOiM7EqAmPmWmpPz/q7gD2vPyJwI55AL1w8qqmQ7TbvmhGIwUQl4U' +
    'pv4OX87AsOE4NW0mJLr565FLJaH6E5W370UUSW4TYxbRcRsn4VpWIt032LaG2+IKndKnPYNTP9O1SxEDWigSsGosUFS3HUwLUTRX' +
    'ZSkk1euYmXoXWHNdJCeZRdwQV5w7vkU0TkSTM+LyPdlztQhp5uN7yVpqAS3mPOvWOjFyDo82h8X/TltpE+3ZnhJ3itBBEv4M0RMK' +
    'Yc+EPxzLO6XkdLhEIl2ASXCg3f+2dtMhNheM1LMub4Jh1Rpn4HwEzUbfQB+EM4PEMGW8taNJtpeXEvWSpN+4mqSPXbFYcgscQlP/' +
    'qih/',
  'base64',
);

describe('the opened form of frames', () => {
  it('is what it was', () => {
    const opened = openFrames(FRAMES, 1024 * 1024);
    assert.ok(opened);
    assert.equal(
      createHash('sha256').update(opened).digest('hex'),
      'e060168cefb676ef924e1de2c09903dd3527715bc538ebc838700a27ec48f81e',
    );
    assert.ok(closeFrames(opened, FRAMES.length).equals(FRAMES));
  });

  it('is made by the code that its script makes', async () => {
    const made = new URL('../../../../engine/content/recode/recode-wasm.ts', import.meta.url);
    assert.equal(readFileSync(made, 'utf8'), await recodeModule());
  });
});
