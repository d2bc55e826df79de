-- Opens the challenge with which a pending authenticator app is proved (purpose enrol). Repeating the order changes nothing.
-- Answers {'read', store time, challenge}.

local session, order = request.session, request.prove
local name = key('challenge', order.id)
local known = hash(name)
if not known.realm then
  if session_over(session) then return {'session-over', now} end
  if outbox_full() then return {'full', now} end
  local fields = {
    'id', order.id, 'realm', session.realm, 'accountId', session.accountId, 'relyingParty', session.relyingParty, 'kind', 'enrol', 'purpose', 'enrol',
    'sessionId', session.id, 'session', cjson.encode(session), 'createdAt', now, 'expiresAt', now + order.life * 1000, 'attempts', 0,
    'status', 'pending', 'budgets', cjson.encode(order.budgets), 'factorId', order.factorId, 'format', 'digits-' .. order.digits, 'spends', order.spends and '1' or '0', 'secret', order.secret,
    'factor', cjson.encode({digits = order.digits, algorithm = order.algorithm, periodSeconds = order.periodSeconds})}
  if order.nonce then fields[#fields + 1] = 'nonce'; fields[#fields + 1] = order.nonce end
  redis.call('HSET', name, unpack(fields))
  redis.call('PEXPIRE', name, order.life * 1000 + 60000)
  known = hash(name)
end
known.status = status_of(known)
known.secret = nil
return {'read', now, cjson.encode(known)}
