-- Decides a charged guess. verdict: 'right' (with the step it burns), 'wrong', or 'excused' (it can't be judged: its charge is taken back). A wrong or replayed guess stays counted. Answers {'approved'|'wrong'|'excused'|'over', store time, …}.

local challenge = hash(key('challenge', request.id))
if not challenge.realm then return {'over', now} end
local budgets = cjson.decode(challenge.budgets)

local function take_back()
  redis.call('ZREM', wrong_key(challenge), request.charge)
  redis.call('ZREM', kept_key(challenge), request.charge .. '|' .. challenge.sessionId)
end

local function tell_outcome(event, step)
  if counted_elsewhere(challenge) then return end
  tell({event = event, realm = challenge.realm, accountId = challenge.accountId, chargeId = request.charge, kind = challenge.kind,
    session = challenge.sessionId, factorId = challenge.factorId, at = now, step = step})
end

local function wrong()
  count_for(challenge.relyingParty, 'wrong')
  audit('code.refused', challenge)
  local remaining = math.max(0, budgets.challengeWrong - tonumber(challenge.attempts))
  if remaining == 0 and challenge.status == 'pending' then
    finish(challenge, 'locked')
    audit('challenge.locked', challenge)
  end
  cooling_until(challenge, budgets)
  return {'wrong', now, remaining}
end

if request.verdict == 'wrong' then return wrong() end

if request.verdict == 'excused' then
  take_back()
  redis.call('HINCRBY', key('challenge', challenge.id), 'attempts', -1)
  tell_outcome('excused')
  return {'excused', now}
end

-- Right. It counts only if nothing changed since the charge.
if status_of(challenge) ~= 'pending' then return {'over', now} end
local version = tonumber(redis.call('HGET', key('factor-version', challenge.realm, challenge.accountId), 'number') or 0)
if challenge.setVersion and version > tonumber(challenge.setVersion) then
  finish(challenge, 'superseded')
  return {'over', now}
end
local step_key = key('step', challenge.realm, challenge.accountId, challenge.factorId)
if request.step then
  if request.step <= math.max(request.last, tonumber(redis.call('GET', step_key) or 0)) then return wrong() end
  redis.call('SET', step_key, request.step, 'PX', 600000)
end

take_back()
-- A success forgives the wrong codes of its own session, and of no other.
for _, member in ipairs(redis.call('ZRANGE', kept_key(challenge), 0, -1)) do
  if string.match(member, '|(.*)$') == challenge.sessionId then redis.call('ZREM', kept_key(challenge), member) end
end
if challenge.proof == '1' then
  redis.call('HSET', key('challenge', challenge.id), 'codeHash', request.codeHash)
  challenge.codeHash = request.codeHash
end
if request.step then
  redis.call('HSET', key('challenge', challenge.id), 'step', request.step)
  challenge.step = request.step
end
-- The factor is bound anew when its confirm is done: the kind's wrong codes end with it. A mailbox enrolled on the password alone forgives nothing.
if challenge.purpose == 'enrol' and (challenge.kind == 'enrol' or challenge.rebinds == '1') then
  redis.call('DEL', key('kept', challenge.realm, challenge.accountId, challenge.kind == 'enrol' and 'totp' or challenge.kind))
end
approve(challenge, challenge.purpose == 'sign-in' or challenge.spends == '1')
tell_outcome('approved', request.step)
return {'approved', now, told(challenge)}
