process.stdout.write('cairn\n');
