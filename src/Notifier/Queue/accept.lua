-- Takes an order over from the bus, once: whatever comes again for the same mail, in whatever order, changes nothing.
-- A mail that can't be sent (its state comes along) or whose time is over is told of and goes no further.
-- Answers {'accepted' | 'expired' | 'failed' | 'known', store time}.

if redis.call('EXISTS', mail_key(request.id)) == 1 then return {'known', now} end

redis.call('HSET', mail_key(request.id), 'state', 'waiting', 'slot', request.slot, 'about', cjson.encode(request.about),
  'sendUntil', string.format('%.0f', request.sendUntil), 'keepUntil', string.format('%.0f', request.keepUntil),
  'acceptedAt', now, 'attempts', 0, 'copies', 0)
redis.call('PEXPIREAT', mail_key(request.id), string.format('%.0f', math.max(request.keepUntil, now + DAY)))

local state = request.state
if not state and now >= request.sendUntil then state = 'expired' end
if state then
  finish(request.id, request.slot, state, 0, nil)
  return {state, now}
end
redis.call('HSET', mail_key(request.id), 'payload', request.payload)
wait_until(request.id, request.slot, now, request.keepUntil)
refresh(request.slot, request.room)
return {'accepted', now}
