-- Run on connect, reconnect and NOSCRIPT. Answers {'booted', store time}.

local clock = redis.call('TIME')
return {'booted', clock[1] * 1000 + math.floor(clock[2] / 1000)}
