/** A process that looks at the disk, and once it is asked ends without a word, or hangs as a disk may that is away. */
process.on('message', () => {
  if (process.argv[2] === 'ends') process.exit(7);
});
