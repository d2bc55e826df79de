-- Asked when a server waits for the content, the last moment at which a mail can still be held back: only the holder of its lease may go on, in time,
-- and never for a third copy. From here on the mail may have arrived. Answers {'go' | 'lost' | 'expired' | 'doubtful', store time}.

local entry = fields(request.id, 'lease', 'sendUntil', 'copies', 'slot')
if not entry[1] or entry[1] ~= request.lease then return {'lost', now} end
if now >= tonumber(entry[2]) then return {'expired', now} end
if tonumber(entry[3]) >= 2 then return {'doubtful', now} end
redis.call('HINCRBY', mail_key(request.id), 'copies', 1)
redis.call('ZADD', key('leased'), now + request.leaseTime, request.id)
redis.call('ZADD', key('busy', entry[4]), now + request.leaseTime, request.id)
return {'go', now}
