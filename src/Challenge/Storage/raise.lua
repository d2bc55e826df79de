-- A version its owner has raised: never lowers, and stands for 24 h (every token that knew an older one is dead by then).

local name = key(request.owner, request.realm, request.accountId)
if request.number > tonumber(redis.call('HGET', name, 'number') or 0) then
  redis.call('HSET', name, 'number', request.number, 'by', request.by or '')
  redis.call('PEXPIRE', name, 86400000)
end
return {'raised', now}
