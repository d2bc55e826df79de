-- "This was not me": a pending challenge is canceled; of one that is over only the store's memory says whether it let somebody in. The first report is
-- kept for as long as the link is good, and a repeated one answers the same. Answers {'reported', store time, when, 'canceled'|'over'|'was-approved'}.

local client = client_problem()
if client then return {client, now} end
if outbox_full() then return {'full', now} end
local name = key('report', request.realm, request.id)
local known = redis.call('HMGET', name, 'at', 'result')
if known[1] then return {'reported', now, tonumber(known[1]), known[2]} end

local challenge = hash(key('challenge', request.id))
if challenge.realm ~= request.realm then challenge = {id = request.id, realm = request.realm, accountId = request.accountId, kind = 'email'} end
local result = 'over'
if redis.call('EXISTS', key('let-in', request.realm, request.id)) == 1 then
  result = 'was-approved'
elseif challenge.status and status_of(challenge) == 'pending' then
  result = 'canceled'
  finish(challenge, 'canceled')
  audit('challenge.canceled', challenge)
end
redis.call('HSET', name, 'at', now, 'result', result)
redis.call('PEXPIRE', name, 7 * 86400000)
challenge.relyingParty = request.client.id
audit('challenge.reported', challenge, result)
return {'reported', now, now, result}
