process.stdout.write('cairn studio\n');
