/** Where things lie in the memory of the code that follows entropy codes (`scripts/wasm/recode`), in bytes. */
import { MAX_CHUNK_BYTES, MAX_OPENED_BYTES } from '../../../proto/limits.ts';

/** Bytes around streams that may be touched, but do not matter. */
export const SLACK = 64;

/** By code of a literal length: the least length, and how many extra bits it has, a word each; then the same of match lengths. */
export const LITERAL_LENGTH_CODES = 0;
export const MATCH_LENGTH_CODES = 512;
/** The codes of small lengths, a byte each. */
export const SMALL_LITERAL_LENGTHS = 1024;
export const SMALL_MATCH_LENGTHS = 1088;
/** Lengths from there on have a code for each power of two. */
export const LARGE_LITERAL_LENGTH = 64;
export const LARGE_MATCH_LENGTH = 128;

/** What a table is made of: how often symbols occur, 16 bits each; -1 is "less than one". */
export const COUNTS = 1280;
export const MOST_SYMBOLS = 64;
/** Scratch while tables are made. */
export const RANKS = 1408;
export const SPREAD = 1536;
export const WEIGHTS = 2048;
/** What a call gives besides its result: three words. */
export const STATES = 2560;

/** The Huffman table: by the next bits of a stream, symbol and from bit 8 on width; by symbol, code and from bit 16 on width; and the longest width. */
export const HUFFMAN = 4096;
export const HUFFMAN_CODES = 8192;
export const HUFFMAN_BITS = 9216;

/**
 * Tables of finite state entropy, so many bytes each. By state: what its next state's bits are added to, from bit 16 on how
 * many they are, from bit 24 on the symbol. Then what leads back.
 */
export const TABLE = 4096;
/** Of each symbol, its states in order, 16 bits each. */
export const TABLE_STATES = 2048;
/** By symbol, where its states are, less how many it has. */
export const TABLE_PLACES = 3072;
/** By symbol: added to a place in [size, 2 × size), it has the width of the step there from bit 16 on. */
export const TABLE_WIDTHS = 3328;
/** The logarithm of its size. */
export const TABLE_LOG = 3584;

/** The tables that the format has, and those of the frame at hand: of literal lengths, offsets, match lengths. */
export const USUAL_TABLES = 12288;
export const FRAME_TABLES = USUAL_TABLES + 3 * TABLE;
export const WEIGHT_TABLE = FRAME_TABLES + 3 * TABLE;

/** More sequences have no number. */
export const MOST_SEQUENCES = 0x7f00 + 0xffff;
/** The three numbers of each sequence of a block. */
export const VALUES = 65536;

const PAGE = 65536;
const pages = (bytes: number): number => Math.ceil((bytes + 2 * SLACK) / PAGE) * PAGE;

/** Frames; and what they are when they are opened. */
export const FRAMES = VALUES + pages(MOST_SEQUENCES * 12);
export const OPENED = FRAMES + pages(MAX_CHUNK_BYTES);
export const MEMORY_PAGES = (OPENED + pages(MAX_OPENED_BYTES)) / PAGE;
