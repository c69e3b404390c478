// HOST PORT PASSWORD NUMBER TEXT: npm goip sends an SMS through a gateway.
const {SocketSms} = require('goip');

const [host, port, password, number, text] = process.argv.slice(2);
new SocketSms(host, Number(port), password, 5000).sendOne(number, text).then(
    (sent) => {
        console.log(`SENT ${JSON.stringify(sent)}`);
        process.exit(0);
    },
    (error) => {
        console.log(`FAILED ${error.message.trim()}`);
        process.exit(1);
    },
);
