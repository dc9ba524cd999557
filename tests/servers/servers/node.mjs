// A service on Node. The path of a request asks for the reply: /STATUS/MANNER/CODE/ID/ and the path of the call.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { gzipSync } from 'node:zlib';

const [port, tlsPort, certificate, key] = process.argv.slice(2);

function answer(request, response) {
    console.log(request.method, request.url);
    const [status, manner, code] = request.url.split('/').slice(-10, -7);
    let body = Buffer.from(code === 'none' ? '<html>no code</html>' : `{"code":"${code}","msg":"text","data":${code === '0'}}`);
    const headers = { 'Content-Type': 'application/json', Connection: 'close' };
    if (status === '429') headers['Retry-After'] = '7';
    if (manner === 'gzip') {
        headers['Content-Encoding'] = 'gzip';
        body = gzipSync(body);
    }
    if (manner !== 'chunked') headers['Content-Length'] = body.length;
    const half = body.length >> 1;
    const send = () => {
        response.writeHead(Number(status), headers);
        response.write(body.subarray(0, half), () => {
            if (manner === 'cut') request.socket.destroy();
            else response.end(body.subarray(half));
        });
    };
    if (manner === 'early') send();
    else request.resume().on('end', () => (manner === 'slow' ? setTimeout(send, 3000) : send()));
}

http.createServer(answer).listen(port, '127.0.0.1');
https.createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, answer).listen(tlsPort, '127.0.0.1');
