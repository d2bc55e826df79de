-- Leases the next mails to one instance: first frees what an instance that is gone held, then goes round the domains with room, one mail each.
-- A mail whose time is over ends here. Answers {'taken', store time, id, payload, attempts, acceptedAt, id, …}.

for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('leased'), '-inf', now, 'LIMIT', 0, 100)) do
  local entry = fields(id, 'slot', 'keepUntil', 'attempts', 'copies')
  if not entry[1] then
    redis.call('ZREM', key('leased'), id)
  else
    release(id, entry[1])
    if tonumber(entry[4]) >= 2 then
      finish(id, entry[1], 'failed', tonumber(entry[3]) + 1, '451 4.4.2')
    else
      redis.call('HSET', mail_key(id), 'attempts', tonumber(entry[3]) + 1)
      wait_until(id, entry[1], now, entry[2])
    end
    refresh(entry[1], request.room)
  end
end

local answer, room, found, ended = {'taken', now}, request.most, true, 0

local function lease(id, slot, entry)
  redis.call('HSET', mail_key(id), 'state', 'leased', 'lease', request.lease)
  for _, name in ipairs({key('leased'), key('busy', slot)}) do
    redis.call('ZADD', name, now + request.leaseTime, id)
    keep(name, now + DAY)
  end
  for _, value in ipairs({id, entry[2], tonumber(entry[3]), tonumber(entry[4])}) do answer[#answer + 1] = value end
  room = room - 1
end

-- However many are over at once, a script ends soon.
while room > 0 and found and ended < 500 do
  found = false
  for _, slot in ipairs(redis.call('ZRANGEBYSCORE', key('slots'), '-inf', now, 'LIMIT', 0, room)) do
    local id = redis.call('ZRANGEBYSCORE', key('due', slot), '-inf', now, 'LIMIT', 0, 1)[1]
    if id then
      found = true
      redis.call('ZREM', key('due', slot), id)
      local entry = fields(id, 'sendUntil', 'payload', 'attempts', 'acceptedAt')
      if entry[2] and now >= tonumber(entry[1]) then
        finish(id, slot, 'expired', tonumber(entry[3]), nil)
        ended = ended + 1
      elseif entry[2] then
        lease(id, slot, entry)
      end
    end
    refresh(slot, request.room)
  end
end
return answer
