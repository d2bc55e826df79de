-- Stands before every script but boot. A script is one atomic step; its request is one JSON text, its answer begins {outcome, store time in ms}.
-- Keys, all under mfa: and all expiring by themselves:
--   mail:<id>      hash   the send log: state (waiting, leased or a final one), slot, sendUntil, keepUntil, attempts, copies, lease; payload until the end
--   due:<slot>     zset   waiting mails of one recipient domain by the time of their next try
--   busy:<slot>    zset   mails of that domain being sent, by the end of their lease
--   slots          zset   domains with waiting mails and room, by their earliest next try
--   leased         zset   all mails being sent, by the end of their lease
--   outcomes       zset   what the bus has not confirmed yet, by the time it is told next; its text is outcome:<name>

local request = cjson.decode(ARGV[1])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- A script that comes late (the caller has given up) must do nothing.
if now > request.deadline then return {'late', now} end

local DAY = 86400000

local function key(...) return 'mfa:' .. table.concat({...}, ':') end

local function mail_key(id) return key('mail', id) end

local function fields(id, ...) return redis.call('HMGET', mail_key(id), ...) end

-- The key lives at least until then.
local function keep(name, untilTime)
  if redis.call('PTTL', name) < untilTime - now then redis.call('PEXPIREAT', name, string.format('%.0f', untilTime)) end
end

-- Puts the domain among those to be looked at, if it has a waiting mail and a free slot.
local function refresh(slot, room)
  local next = redis.call('ZRANGE', key('due', slot), 0, 0, 'WITHSCORES')
  if next[1] and redis.call('ZCARD', key('busy', slot)) < room then
    redis.call('ZADD', key('slots'), next[2], slot)
    keep(key('slots'), now + 2 * DAY)
  else
    redis.call('ZREM', key('slots'), slot)
  end
end

local function wait_until(id, slot, at, keepUntil)
  redis.call('HSET', mail_key(id), 'state', 'waiting')
  redis.call('ZADD', key('due', slot), string.format('%.0f', at), id)
  keep(key('due', slot), tonumber(keepUntil))
end

local function release(id, slot)
  redis.call('HDEL', mail_key(id), 'lease')
  redis.call('ZREM', key('leased'), id)
  redis.call('ZREM', key('busy', slot), id)
end

-- What the bus is to be told; it stays until the broker has confirmed it.
local function tell(id, state, attempts, reply, keepUntil)
  local about = cjson.decode(redis.call('HGET', mail_key(id), 'about'))
  local name = id .. ':' .. attempts .. ':' .. state
  about.mailId, about.state, about.attempts, about.at, about.smtpReply = id, state, attempts, now, reply
  redis.call('SET', key('outcome', name), cjson.encode(about), 'PX', string.format('%.0f', math.max(tonumber(keepUntil) - now, DAY)))
  redis.call('ZADD', key('outcomes'), now, name)
  keep(key('outcomes'), math.max(tonumber(keepUntil), now + DAY))
end

-- The end of a mail: its payload goes, its entry stays so that a repeated order is known.
local function finish(id, slot, state, attempts, reply)
  local keepUntil = fields(id, 'keepUntil')[1]
  redis.call('HSET', mail_key(id), 'state', state)
  redis.call('HDEL', mail_key(id), 'payload')
  redis.call('ZREM', key('due', slot), id)
  release(id, slot)
  tell(id, state, attempts, reply, keepUntil)
end
