namespace CloudTrailEnricher.Tests.Model;

/// <summary>The messages of a schedule, each visible from its own time on.</summary>
internal sealed class MessageQueue
{
    private readonly List<Message> _messages = [];

    public int Count => _messages.Count;

    public void Add(Message message) => _messages.Add(message);

    public void Remove(Message message) => _messages.Remove(message);

    public int CountVisible(DateTimeOffset now)
    {
        var visible = 0;
        foreach (var message in _messages)
        {
            visible += message.VisibleAt <= now ? 1 : 0;
        }

        return visible;
    }

    /// <summary>The visible message with this number, from 0.</summary>
    public Message NthVisible(DateTimeOffset now, int number)
    {
        foreach (var message in _messages)
        {
            if (message.VisibleAt <= now && number-- == 0)
            {
                return message;
            }
        }

        throw new InvalidOperationException("there are not so many messages");
    }

    /// <summary>When the next message becomes visible; null where all are.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        foreach (var message in _messages)
        {
            if (message.VisibleAt > now && !(message.VisibleAt >= next))
            {
                next = message.VisibleAt;
            }
        }

        return next;
    }
}
