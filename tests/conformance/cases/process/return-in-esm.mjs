console.log('never');
return 1;
