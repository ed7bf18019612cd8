// Package openapi has calls by the client that oapi-codegen made of the description, as a Go program uses it.
package openapi

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"
	"time"

	"ringback.dev/e2e/openapi/target/ringback"
)

var ctx = context.Background()

func patience() time.Duration {
	if seconds, err := strconv.ParseFloat(os.Getenv("RINGBACK_PATIENCE"), 64); err == nil {
		return time.Duration(seconds * float64(time.Second))
	}
	return 300 * time.Second
}

func client(t *testing.T) *ringback.ClientWithResponses {
	t.Helper()
	withKey := func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer dev")
		return nil
	}
	made, err := ringback.NewClientWithResponses(os.Getenv("RINGBACK_SERVER"), ringback.WithRequestEditorFn(withKey))
	must(t, err)
	return made
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same[T comparable](t *testing.T, is, should T) {
	t.Helper()
	if is != should {
		t.Fatalf("is %v and should be %v", is, should)
	}
}

// there fails when an answer is not the one that was expected.
func there[T any](t *testing.T, answer *T, body []byte) T {
	t.Helper()
	if answer == nil {
		t.Fatalf("another answer was expected than %s", body)
	}
	return *answer
}

func until(t *testing.T, ended func() bool) {
	t.Helper()
	for begun := time.Now(); !ended(); time.Sleep(20 * time.Millisecond) {
		if time.Since(begun) > patience() {
			t.Fatal("waited in vain")
		}
	}
}

// receiver takes webhooks, and tells the ids of their events.
func receiver(t *testing.T) (string, chan string) {
	t.Helper()
	seen := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
		_, _ = io.Copy(io.Discard, request.Body)
		seen <- request.Header.Get("webhook-id")
	}))
	t.Cleanup(server.Close)
	return server.URL, seen
}

func made(t *testing.T, url, eventType string) ringback.EndpointWithSecret {
	t.Helper()
	answer, err := client(t).CreateEndpointWithResponse(ctx, nil,
		ringback.NewEndpoint{Url: &url, EventTypes: &[]string{eventType}})
	must(t, err)
	return there(t, answer.JSON201, answer.Body)
}

func publish(t *testing.T, events ...ringback.NewEvent) ringback.AcceptedEvents {
	t.Helper()
	var body ringback.NewEvents
	if len(events) == 1 {
		must(t, body.FromNewEvent(events[0]))
	} else {
		must(t, body.FromNewEventList(events))
	}
	answer, err := client(t).PublishEventsWithResponse(ctx, nil, body)
	must(t, err)
	return there(t, answer.JSON202, answer.Body)
}

func awaitDelivered(t *testing.T, endpoint string, count int) []ringback.Delivery {
	t.Helper()
	succeeded := ringback.DeliveryStateSucceeded
	var found []ringback.Delivery
	until(t, func() bool {
		page, err := client(t).ListDeliveriesWithResponse(ctx,
			&ringback.ListDeliveriesParams{Endpoint: &endpoint, State: &succeeded})
		must(t, err)
		found = there(t, page.JSON200, page.Body).Data
		return len(found) == count
	})
	return found
}

func TestAnEndpointIsMadeChangedAndDeleted(t *testing.T) {
	endpoint := made(t, "http://127.0.0.1:9/", "go.made")
	same(t, endpoint.Kind, ringback.EndpointKindHttp)
	same(t, endpoint.Stream, nil)
	timeout := 5000
	changed, err := client(t).ChangeEndpointWithResponse(ctx, endpoint.Id, nil, ringback.EndpointSettings{TimeoutMs: &timeout})
	must(t, err)
	same(t, there(t, changed.JSON200, changed.Body).TimeoutMs, timeout)
	same(t, changed.JSON200.EventTypes[0], "go.made")
	deleted, err := client(t).DeleteEndpointWithResponse(ctx, endpoint.Id, nil)
	must(t, err)
	same(t, deleted.StatusCode(), 204)
	gone, err := client(t).GetEndpointWithResponse(ctx, endpoint.Id, nil)
	must(t, err)
	same(t, there(t, gone.ApplicationproblemJSON404, gone.Body).Status, 404)
}

func TestEventsArePublishedDeliveredAndListed(t *testing.T) {
	url, seen := receiver(t)
	endpoint := made(t, url, "go.published")
	one, err := publish(t, ringback.NewEvent{Type: "go.published", Data: map[string]any{"a": 1}}).AsEventId()
	must(t, err)
	same(t, *one.Endpoints, 1)
	same(t, <-seen, one.Id)
	more, err := publish(t, ringback.NewEvent{Type: "go.published", Data: 1}, ringback.NewEvent{Type: "go.published", Data: 2}).AsEventIds()
	must(t, err)
	same(t, len(more.Events), 2)
	delivered := awaitDelivered(t, endpoint.Id, 3)
	one2, err := client(t).GetDeliveryWithResponse(ctx, delivered[0].Id)
	must(t, err)
	same(t, *there(t, one2.JSON200, one2.Body).Attempts[0].Status, 200)
}

func TestAListIsReadPageByPage(t *testing.T) {
	publish(t, ringback.NewEvent{Type: "go.paged", Data: 1}, ringback.NewEvent{Type: "go.paged", Data: 2},
		ringback.NewEvent{Type: "go.paged", Data: 3})
	kind, limit, found := "go.paged", 2, 0
	var cursor *ringback.CursorText
	for {
		page, err := client(t).ListEventsWithResponse(ctx, &ringback.ListEventsParams{EventType: &kind, Limit: &limit, Cursor: cursor})
		must(t, err)
		found += len(there(t, page.JSON200, page.Body).Data)
		if cursor = page.JSON200.NextCursor; cursor == nil {
			break
		}
	}
	same(t, found, 3)
}

func TestWhatWasDeliveredIsReplayed(t *testing.T) {
	url, seen := receiver(t)
	endpoint := made(t, url, "go.replayed")
	publish(t, ringback.NewEvent{Type: "go.replayed", Data: 1})
	awaitDelivered(t, endpoint.Id, 1)
	succeeded := ringback.DeliveryEndSucceeded
	answer, err := client(t).CreateReplayWithResponse(ctx, nil,
		ringback.NewReplay{Filter: &ringback.ReplayFilter{Endpoint: &endpoint.Id, State: &succeeded}})
	must(t, err)
	begun := there(t, answer.JSON202, answer.Body)
	until(t, func() bool {
		replay, err := client(t).GetReplayWithResponse(ctx, begun.Id)
		must(t, err)
		return there(t, replay.JSON200, replay.Body).State == ringback.ReplayStateDone && replay.JSON200.Created == 1
	})
	same(t, <-seen, <-seen)
}

func TestASourceAndAKeyAreMade(t *testing.T) {
	source, err := client(t).CreateSourceWithResponse(ctx, nil,
		ringback.NewSource{Provider: "github", Secrets: &[]string{"s3cret"}})
	must(t, err)
	same(t, there(t, source.JSON201, source.Body).Provider, "github")
	key, err := client(t).CreateKeyWithResponse(ctx, nil,
		ringback.NewKey{Scopes: []ringback.NewKeyScopes{ringback.NewKeyScopesRead}})
	must(t, err)
	same(t, there(t, key.JSON201, key.Body).Key[:3], "rb_")
}

func TestWhatIsRefusedSaysWhichFieldIsWrong(t *testing.T) {
	url := "nonsense"
	answer, err := client(t).CreateEndpointWithResponse(ctx, nil, ringback.NewEndpoint{Url: &url})
	must(t, err)
	same(t, (*there(t, answer.ApplicationproblemJSON422, answer.Body).Errors)[0].Field, "url")
}

func TestAModelIsAsked(t *testing.T) {
	answer, err := client(t).CreateChatCompletionWithResponse(ctx, ringback.ChatRequest{
		Model: "demo/echo", Messages: []map[string]any{{"role": "user", "content": "hi"}}})
	must(t, err)
	choices := there(t, there(t, answer.JSON200, answer.Body).Choices, answer.Body)
	message := choices[0]["message"].(map[string]any)
	same(t, message["content"], any("hi"))
}
