using CloudTrailEnricher.LogFiles;
using CloudTrailEnricher.Notifications;
using CloudTrailEnricher.Replay;
using CloudTrailEnricher.Rules;
using CloudTrailEnricher.Sessions;
using static CloudTrailEnricher.Tests.Samples;

namespace CloudTrailEnricher.Tests.Replay;

public sealed class FileNotesTests
{
    private static readonly ObjectCreated File = new(new LogObject("", "a.json"));
    private static readonly ObjectCreated Another = new(new LogObject("", "b.json"));

    [Fact]
    public void A_file_has_the_sessions_that_were_seen_in_it()
    {
        var notes = new FileNotes();
        var sessions = new Dictionary<SessionKey, RedactedFields>
        {
            [Session(Arn)] = RedactedFields.UserAgent,
            [Session(Arn + "2")] = RedactedFields.SourceIPAddress,
        };
        notes.Indexed(5, File, sessions);
        notes.Indexed(70_000, File, new Dictionary<SessionKey, RedactedFields>());
        Assert.Equal(sessions, notes.SessionsOf(5, File));
        Assert.Equal([], notes.SessionsOf(70_000, File));
        Assert.Null(notes.SessionsOf(6, File));
    }

    [Fact]
    public void A_file_that_takes_anothers_place_is_read_itself()
    {
        var notes = new FileNotes();
        notes.Indexed(0, File, new Dictionary<SessionKey, RedactedFields>());
        notes.Indexed(1, File, new Dictionary<SessionKey, RedactedFields> { [Session(Arn)] = RedactedFields.UserAgent });
        notes.Done(2, File);
        Assert.Null(notes.SessionsOf(0, Another));
        Assert.Null(notes.SessionsOf(1, Another));
        Assert.False(notes.IsDone(2, Another));
        Assert.True(notes.IsDone(2, File));
    }

    private static SessionKey Session(string arn)
    {
        Assert.True(SessionKey.TryCreate(arn, Created, out var session));
        return session;
    }
}
