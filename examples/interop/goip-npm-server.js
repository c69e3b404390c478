// The SMS server of npm goip, on a free port of this machine. Prints what it is told.
const {ServerFactory} = require('goip');

const server = ServerFactory.make(0, {address: '127.0.0.1'});
server.onAll((message) => {
    console.log(`EVENT ${message.constructor.name} ${JSON.stringify(message.attributes())}`);
});
server.onServerError((error) => {
    console.error(`ERROR ${error}`);
    process.exit(1);
});
server.run();
