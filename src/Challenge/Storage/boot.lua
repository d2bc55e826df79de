-- Run on connect, reconnect and NOSCRIPT by every instance. A store that is not the one remembered (restarted, promoted, emptied) begins a new
-- epoch: what was issued before it may have been used or changed without this store knowing. Answers {'booted', store time, epoch}.

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
if redis.call('HGET', 'mfa:store', 'run') ~= run then
  redis.call('HSET', 'mfa:store', 'run', run, 'epoch', now)
end
return {'booted', now, tonumber(redis.call('HGET', 'mfa:store', 'epoch'))}
