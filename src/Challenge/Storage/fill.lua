-- Puts a factor set read from its owner into the cache: refused when a change overtook the reading, or the store began a new epoch meanwhile.
-- The first fill in an epoch also restores the counters the store may have lost; what is still there is kept.

local realm, account = request.realm, request.accountId
local least = tonumber(redis.call('HGET', key('factor-version', realm, account), 'number') or 0)
if request.version < least or request.readAt <= epoch then return {'overtaken', now} end

local name = key('factors', realm, account)
local cached = tonumber(redis.call('HGET', name, 'version') or -1)
if cached <= request.version then
  redis.call('DEL', name)
  redis.call('HSET', name, 'version', request.version, 'filledAt', request.readAt, 'owed', request.owed and '1' or '0',
    'any', #request.factors > 0 and '1' or '0', 'changedAt', request.changedAt, 'recoveryCodes', request.recoveryCodesRemaining)
  if request.recipient then redis.call('HSET', name, 'recipient', request.recipient, 'accountVersion', request.accountVersion) end
  for _, factor in ipairs(request.factors) do redis.call('HSET', name, factor.type, cjson.encode(factor)) end
  redis.call('PEXPIRE', name, 900000)
end

local seeded = key('seeded', realm, account)
if redis.call('GET', seeded) ~= tostring(epoch) then
  for _, wrong in ipairs(request.wrongCodes) do
    if wrong.at > now - request.budgets.accountWindow * 1000 then
      redis.call('ZADD', key('wrong', realm, account), 'NX', wrong.at, wrong.id)
      redis.call('PEXPIRE', key('wrong', realm, account), request.budgets.accountWindow * 1000)
    end
    if wrong.kind ~= 'enrol' and wrong.at > now - request.budgets.wrongKept * 1000 then
      redis.call('ZADD', key('kept', realm, account, wrong.kind), 'NX', wrong.at, wrong.id .. '|' .. wrong.session)
      redis.call('PEXPIRE', key('kept', realm, account, wrong.kind), request.budgets.wrongKept * 1000)
    end
  end
  if request.coolDown and request.coolDown ~= cjson.null and redis.call('EXISTS', key('cool-down', realm, account)) == 0 then
    redis.call('HSET', key('cool-down', realm, account), 'until', request.coolDown['until'], 'level', request.coolDown.level)
    redis.call('PEXPIRE', key('cool-down', realm, account), math.max(1, request.coolDown['until'] - now) + 86400000)
  end
  redis.call('SET', seeded, epoch, 'PX', request.budgets.wrongKept * 1000)
end
return {'filled', now}
