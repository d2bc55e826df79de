-- What became of a mail, told by Notifier in any order and any number of times. Only the newest sending counts; its first final state stays.
-- Answers {'told'} or {'unknown'}.

local name = key('challenge', request.id)
local challenge = hash(name)
if challenge.realm ~= request.realm then return {'unknown', now} end
local final = challenge.delivery ~= 'queued' and challenge.delivery ~= 'deferred'
local old = request.state == 'deferred' and challenge.delivery == 'deferred' and request.attempts <= tonumber(challenge.deliveryAttempts)
if tonumber(challenge.sends) ~= request.send or final or old then return {'told', now} end

redis.call('HSET', name, 'delivery', request.state, 'deliveryAt', request.at, 'deliveryAttempts', request.attempts)
if request.reply then redis.call('HSET', name, 'smtpReply', request.reply) else redis.call('HDEL', name, 'smtpReply') end
if request.state ~= 'deferred' then audit('mail.' .. request.state, challenge) end
return {'told', now}
