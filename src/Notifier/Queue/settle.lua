-- What came of a try. 'handed-over' ends the mail whoever holds it by now; anything else counts only from the holder of the lease.
-- 'refused': never again. 'deferred': surely not delivered, again later. 'unknown': perhaps delivered, once more and no more.
-- Answers {the mail's state | 'lost', store time, attempts, acceptedAt}.

local entry = fields(request.id, 'state', 'slot', 'lease', 'attempts', 'copies', 'sendUntil', 'keepUntil', 'acceptedAt')
if entry[1] ~= 'waiting' and entry[1] ~= 'leased' then return {'lost', now, 0, now} end
local attempts, slot = tonumber(entry[4]) + 1, entry[2]

local function done(state)
  refresh(slot, request.room)
  return {state, now, attempts, tonumber(entry[8])}
end

local function over(state, reply)
  redis.call('HSET', mail_key(request.id), 'attempts', attempts)
  finish(request.id, slot, state, attempts, reply)
  return done(state)
end

if request.result == 'handed-over' then return over('handed-over', request.reply) end
if entry[3] ~= request.lease then return {'lost', now, 0, now} end
if request.result == 'refused' then return over('failed', request.reply) end
if request.result == 'expired' then return over('expired', nil) end

local copies = tonumber(entry[5])
if request.result == 'deferred' and request.permitted then
  copies = copies - 1
  redis.call('HSET', mail_key(request.id), 'copies', copies)
end
if copies >= 2 then return over('failed', '451 4.4.2') end

local pauses = request.pauses
local pause = pauses[math.min(attempts, #pauses)]
redis.call('HSET', mail_key(request.id), 'attempts', attempts)
release(request.id, slot)
wait_until(request.id, slot, math.min(now + pause, tonumber(entry[6])), entry[7])
tell(request.id, 'deferred', attempts, request.reply, entry[7])
return done('deferred')
