-- The instance still works on these mails. Answers {'renewed', store time}.

for _, id in ipairs(request.ids) do
  local entry = fields(id, 'slot', 'lease')
  if entry[2] == request.lease then
    redis.call('ZADD', key('leased'), now + request.leaseTime, id)
    redis.call('ZADD', key('busy', entry[1]), now + request.leaseTime, id)
  end
end
return {'renewed', now}
