-- What operators are told of the store. Answers {'status', store time, epoch, entries of the stream of outcomes, of the bus's}.

return {'status', now, epoch, redis.call('XLEN', key('outcomes')), redis.call('XLEN', key('bus'))}
