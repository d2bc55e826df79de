-- One challenge of the caller, with its status as it is now. Answers {'read', store time, challenge}.

local challenge = hash(key('challenge', request.id))
if not visible(challenge) then return {'unknown', now} end
if not request.proof then
  local client = client_problem()
  if client then return {client, now} end
end
challenge.status = status_of(challenge)

-- Cancel is a read that ends a pending one; what is over stays what it is.
if request.cancel then
  if challenge.status == 'pending' then
    finish(challenge, 'canceled')
    audit('challenge.canceled', challenge)
  elseif challenge.status ~= 'canceled' then
    return {'over', now}
  end
end
return {'read', now, told(challenge)}
