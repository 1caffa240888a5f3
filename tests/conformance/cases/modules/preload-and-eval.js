console.log('never the script');
