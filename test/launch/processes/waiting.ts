/** Says that it has checked its files, is ready once it is told to begin, and ends as one that was fenced. */
process.on('message', ({ command, ...rest }: { command: string }) => {
  if (command === 'begin') process.send?.({ event: 'ready', begun: rest });
  if (command === 'fenced') process.exit(75);
});
process.on('SIGTERM', () => process.exit(0));
process.send?.({ event: 'checked' });
