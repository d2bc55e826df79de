-- Counts a guess before it is compared. With `open` in the request it makes the challenge first (create-and-verify).
-- Answers {'charged', store time, challenge, factor, last step}; the comparison happens in the process, and settle decides.

local challenge, set
if request.open then
  challenge, set = open_challenge()
  if not challenge then return set end
else
  challenge = hash(key('challenge', request.id))
  if not visible(challenge) then return {'unknown', now} end
  if not request.proof then
    local client = client_problem()
    if client then return {client, now} end
  end
  if outbox_full() then return {'full', now} end

  local status = status_of(challenge)
  -- A confirm may be repeated with the same code for 60 s: the caller compares the code's keyed hash.
  if status == 'approved' and challenge.codeHash and now - tonumber(challenge.approvedAt) <= 60000
    and redis.call('HINCRBY', key('challenge', challenge.id), 'repeats', 1) <= 3 then
    return {'repeatable', now, told(challenge)}
  end
  if status ~= 'pending' then
    if challenge.status == 'pending' then finish(challenge, status) end
    if status == 'locked' then return {'locked', now} end
    return {'over', now}
  end
  if request.codeFormat ~= challenge.format then return {'format', now, challenge.format} end
end

local budgets = cjson.decode(challenge.budgets)

local factor
if challenge.kind == 'enrol' then
  factor = cjson.decode(challenge.factor)
  factor.secret = challenge.secret
elseif counted_elsewhere(challenge) then
  factor = {}
elseif challenge.proof == '1' then
  factor = {}
  if challenge.rebinds ~= '1' and kept_enough(challenge, budgets) then return {'disabled', now} end
else
  set = set or factor_set(challenge.realm, challenge.accountId)
  if not set then return {'factors-missing', now, challenge.realm, challenge.accountId} end
  factor = set[challenge.kind] and cjson.decode(set[challenge.kind])
  if not factor or factor.id ~= challenge.factorId then
    finish(challenge, 'superseded')
    return {'over', now}
  end
  if factor.status == 'disabled' or kept_enough(challenge, budgets) then return {'disabled', now} end
end

local over = suspended(challenge, 'wrong', budgets.relyingPartyWrong)
if over then return over end
local untilTime = cooling_until(challenge, budgets)
if untilTime then return {'cooling', now, untilTime} end
if tonumber(challenge.attempts) >= budgets.challengeWrong then return {'locked', now} end

local last, skipped = 0, -1
if challenge.kind == 'totp' or challenge.kind == 'enrol' then last = tonumber(redis.call('GET', key('step', challenge.realm, challenge.accountId, challenge.factorId)) or 0) end
if challenge.kind == 'totp' then
  local pause
  last = math.max(last, factor.lastStep or 0)
  skipped, pause = unjudged(factor, budgets.skewSteps)
  if pause then return {'wait', now, pause} end
end

challenge.attempts = redis.call('HINCRBY', key('challenge', challenge.id), 'attempts', 1)
if set then redis.call('HSET', key('challenge', challenge.id), 'setVersion', set.version) end
if counted_elsewhere(challenge) then return {'charged', now, told(challenge), cjson.encode(factor), last, skipped} end
redis.call('ZADD', wrong_key(challenge), now, request.charge)
redis.call('PEXPIRE', wrong_key(challenge), budgets.accountWindow * 1000)
if challenge.kind ~= 'enrol' then
  redis.call('ZADD', kept_key(challenge), now, request.charge .. '|' .. challenge.sessionId)
  redis.call('PEXPIRE', kept_key(challenge), budgets.wrongKept * 1000)
end
tell({event = 'charged', realm = challenge.realm, accountId = challenge.accountId, chargeId = request.charge, kind = challenge.kind,
  session = challenge.sessionId, factorId = challenge.factorId, at = now})
return {'charged', now, told(challenge), cjson.encode(factor), last, skipped}
