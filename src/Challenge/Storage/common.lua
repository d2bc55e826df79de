-- Stands before every script but boot. A script is one atomic step; its request is one JSON text, its answer begins {outcome, store time in ms}.
-- Keys are built here, all under mfa: and with the realm in them; there is no cluster (the scripts span keys).

local request = cjson.decode(ARGV[1])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- A script that comes late (the caller has given up) must do nothing.
if now > request.deadline then return {'late', now} end

local function key(...) return 'mfa:' .. table.concat({...}, ':') end

local function hash(name)
  local flat, fields = redis.call('HGETALL', name), {}
  for i = 1, #flat, 2 do fields[flat[i]] = flat[i + 1] end
  return fields
end

-- What was issued before the epoch (a restart or a failover of the store) is over.
local epoch = tonumber(redis.call('HGET', key('store'), 'epoch') or '')
if not epoch then return {'unready', now} end

local function contains(list, value)
  for _, item in ipairs(list) do if item == value then return true end end
  return false
end

-- The relying party is known here, active, and the one its access token speaks of.
local function client_problem()
  local client = request.client
  local record = redis.call('HMGET', key('relying-party', client.id), 'version', 'status')
  if not record[1] or tonumber(record[1]) < client.version then return 'client-unknown' end
  if tonumber(record[1]) > client.version or record[2] ~= 'active' then return 'client-changed' end
end

-- Whether the caller may know of this challenge: its relying party in a realm it still has; a proof (of a pending factor, of an address) is for the
-- service that ordered it.
local function visible(challenge)
  if not challenge.realm or not contains(request.realms, challenge.realm) then return false end
  if request.proof then return challenge.proof == '1' end
  return challenge.proof ~= '1' and challenge.relyingParty == request.client.id
end

-- A session is over when its token is spent or older than the epoch, or another session (or nobody) changed the account since.
local function session_over(session)
  if session.issuedAt * 1000 <= epoch then return true end
  if redis.call('EXISTS', key('spent', session.realm, session.tokenId)) == 1 then return true end
  for owner, number in pairs({['factor-version'] = session.factorVersion, ['account-version'] = session.accountVersion}) do
    local current = redis.call('HMGET', key(owner, session.realm, session.accountId), 'number', 'by')
    if current[1] and tonumber(current[1]) > number and current[2] ~= session.id then return true end
  end
  return false
end

-- The cached factor set, unless it is older than 15 min, than the epoch, or than a change its owner has told of.
local function factor_set(realm, account)
  local set = hash(key('factors', realm, account))
  if not set.version then return nil end
  local least = tonumber(redis.call('HGET', key('factor-version', realm, account), 'number') or 0)
  local filled = tonumber(set.filledAt)
  if tonumber(set.version) < least or filled <= epoch or now - filled > 900000 then return nil end
  -- The mailbox in it is Directory's: a change of the account may have been one of the address.
  if set.recipient and tonumber(set.accountVersion) < tonumber(redis.call('HGET', key('account-version', realm, account), 'number') or 0) then return nil end
  return set
end

-- The outbox of what decides about sign-ins is bounded in number and in age.
local function outbox_full()
  if redis.call('XLEN', key('outcomes')) >= 200000 or redis.call('XLEN', key('bus')) >= 1000000 then return true end
  local oldest = redis.call('XRANGE', key('outcomes'), '-', '+', 'COUNT', 1)
  return oldest[1] ~= nil and now - tonumber(string.match(oldest[1][1], '^%d+')) > 900000
end

-- An entry of a stream: what it is, its JSON, and the trace context of the request it comes of.
local function append(stream, what, entry) redis.call('XADD', key(stream), '*', 'what', what, 'entry', cjson.encode(entry), 'trace', request.trace or '') end

local function tell(outcome) append('outcomes', 'outcome', outcome) end

local function audit(event, challenge, reason)
  append('bus', 'audit', {
    type = event, reason = reason, realm = challenge.realm, accountId = challenge.accountId, relyingParty = challenge.relyingParty, challengeId = challenge.id,
    factorId = challenge.factorId, factor = challenge.kind, purpose = challenge.purpose, session = challenge.sessionId, at = now})
end

-- A relying party's ceilings, over all its accounts: mails ('mails') and wrong codes ('wrong') of this minute. They bound what a stolen client can do.
local function ceiling_key(relyingParty, what) return key('ceiling', what, relyingParty, math.floor(now / 60000)) end

local function count_for(relyingParty, what)
  redis.call('INCR', ceiling_key(relyingParty, what))
  redis.call('PEXPIRE', ceiling_key(relyingParty, what), 120000)
end

-- Nil, or the refusal until the minute is over. Reaching a ceiling is told once a minute: somebody should look.
local function suspended(challenge, what, most)
  if tonumber(redis.call('GET', ceiling_key(challenge.relyingParty, what)) or 0) < most then return nil end
  if redis.call('SET', key('ceiling-told', what, challenge.relyingParty), now, 'PX', 60000, 'NX') then
    audit('relying-party.suspended', {realm = challenge.realm, relyingParty = challenge.relyingParty}, what)
  end
  return {'suspended', now, 60000 - now % 60000}
end

-- Open challenges of an account, by id: relying party, session identifier, creation, expiry. Expired ones are swept on the way.
local function open_challenges(realm, account)
  local name, open = key('open', realm, account), {}
  for id, entry in pairs(hash(name)) do
    local fields = cjson.decode(entry)
    if fields.expiresAt <= now then redis.call('HDEL', name, id) else fields.id = id; open[#open + 1] = fields end
  end
  table.sort(open, function(a, b) return a.createdAt < b.createdAt or (a.createdAt == b.createdAt and a.id < b.id) end)
  return open
end

-- A finished challenge is told for 15 min more; what it kept to be checked with or to be sent again goes at once.
local function finish(challenge, status)
  local name = key('challenge', challenge.id)
  redis.call('HSET', name, 'status', status, 'endedAt', now)
  redis.call('HDEL', name, 'secret', 'codeMac', 'content', 'recipient')
  redis.call('PEXPIRE', name, 900000)
  redis.call('HDEL', key('open', challenge.realm, challenge.accountId), challenge.id)
  challenge.status = status
end

-- The challenge's status as it is now, whatever was last written.
local function status_of(challenge)
  if challenge.status ~= 'pending' then return challenge.status end
  if now >= tonumber(challenge.expiresAt) or tonumber(challenge.createdAt) <= epoch then return 'expired' end
  if challenge.session and session_over(cjson.decode(challenge.session)) then return 'superseded' end
  return 'pending'
end

-- The challenge as the process reads it: without what only the store and the mail's reader need, and with its mail's state as it is now.
local function told(challenge)
  challenge.secret, challenge.content, challenge.recipient = nil, nil, nil
  if (challenge.delivery == 'queued' or challenge.delivery == 'deferred') and now >= tonumber(challenge.expiresAt) then
    challenge.delivery, challenge.deliveryAt = 'expired', challenge.expiresAt
  end
  return cjson.encode(challenge)
end

-- Wrong recovery codes are counted by their owner, in a budget of their own: guessing six digits never closes the way out.
local function counted_elsewhere(challenge) return challenge.kind == 'recovery' end

local function wrong_key(challenge) return key('wrong', challenge.realm, challenge.accountId) end
local function kept_key(challenge) return key('kept', challenge.realm, challenge.accountId, challenge.kind) end

-- B2: a cool-down that doubles each time within a day.
local function cool(challenge, budgets)
  local name = key('cool-down', challenge.realm, challenge.accountId)
  local level = tonumber(redis.call('HGET', name, 'level') or -1) + 1
  local pause = math.min(budgets.coolDown * 2 ^ math.min(level, 20), budgets.coolDownMaximum) * 1000
  redis.call('HSET', name, 'until', now + pause, 'level', level)
  redis.call('PEXPIRE', name, pause + 86400000)
  tell({event = 'cooling', realm = challenge.realm, accountId = challenge.accountId, chargeId = challenge.id, kind = challenge.kind,
    session = challenge.sessionId, at = now, coolDownUntil = now + pause, coolDownLevel = level})
  audit('account.cooling-down', challenge)
  return now + pause
end

-- B2 as it stands: the time until which nothing is looked at, or nil.
local function cooling_until(challenge, budgets)
  if counted_elsewhere(challenge) then return nil end
  local untilTime = tonumber(redis.call('HGET', key('cool-down', challenge.realm, challenge.accountId), 'until') or 0)
  if untilTime > now then return untilTime end
  redis.call('ZREMRANGEBYSCORE', wrong_key(challenge), '-inf', now - budgets.accountWindow * 1000)
  if redis.call('ZCARD', wrong_key(challenge)) >= budgets.accountWrong then return cool(challenge, budgets) end
end

-- After a restart of the store an app's last step may be lost with it: for a secret older than the epoch no step up to the epoch's is judged.
-- Answers the highest such step (-1: all are judged) and, while no later step can be typed, the pause in ms.
local function unjudged(factor, skew)
  if not factor.periodSeconds or factor.bornAt > epoch then return -1 end
  local period = factor.periodSeconds * 1000
  local step = math.floor(epoch / period) + skew
  if math.floor(now / period) <= step then return step, (step + 1) * period - now end
  return step
end

-- B3 as it stands: whether the kind is disabled. A pending app's own codes (enrol) are excepted.
local function kept_enough(challenge, budgets)
  if challenge.kind == 'enrol' or counted_elsewhere(challenge) then return false end
  redis.call('ZREMRANGEBYSCORE', kept_key(challenge), '-inf', now - budgets.wrongKept * 1000)
  return redis.call('ZCARD', kept_key(challenge)) >= budgets.kinds[challenge.kind]
end
